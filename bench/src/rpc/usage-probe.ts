/**
 * Loaded into a server under measurement by --import: answers over the process's IPC channel what the server has used,
 * and profiles it. A message is a question, and the answer has the question's name:
 * `bench:usage` { cpuMs, rssMib }, `bench:profile-start` {}, `bench:profile-stop` { profile }.
 */
import { Session } from "node:inspector/promises";

const inspector = new Session();

async function answer(question: unknown): Promise<object | undefined> {
  switch (question) {
    case "bench:usage": {
      const { user, system } = process.cpuUsage();
      return { cpuMs: (user + system) / 1000, rssMib: process.memoryUsage.rss() / 2 ** 20 };
    }
    case "bench:profile-start":
      inspector.connect();
      await inspector.post("Profiler.enable");
      await inspector.post("Profiler.start");
      return {};
    case "bench:profile-stop": {
      const { profile } = await inspector.post("Profiler.stop");
      inspector.disconnect();
      return { profile };
    }
    default:
      return undefined;
  }
}

async function onMessage(question: unknown): Promise<void> {
  const known = await answer(question);
  if (known !== undefined) process.send?.({ type: question, ...known });
}

process.on("message", (question) => void onMessage(question));
