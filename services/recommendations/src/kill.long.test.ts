import { describeKills } from "./testing/kill-tests.ts";

describeKills(50);
