import { readFileSync, writeFileSync } from "node:fs";
import { type UsesRequest, findUses } from "./find-uses.ts";
import { openProjects } from "./typescript-projects.ts";

// A process of its own: the compiler is asked synchronously, and whatever becomes of it must not become of the check.
// Who starts it is the check itself, which knows the shape.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const request = JSON.parse(readFileSync(0, "utf8")) as UsesRequest;
using projects = openProjects(request.folder, new Map(Object.entries(request.instead)));
writeFileSync(1, JSON.stringify(findUses(request, projects)));
