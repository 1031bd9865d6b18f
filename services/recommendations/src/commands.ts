import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigurationFault, type ServiceCommand } from "@breakwater/service-runtime";
import type { Configuration } from "./settings.ts";
import { restoreBackup } from "./store/backup/restore-backup.ts";
import { writeBackup } from "./store/backup/write-backup.ts";
import type { Database } from "./store/database.ts";
import { holdFolder } from "./store/folder-hold.ts";
import { PostgresDatabase } from "./store/postgres-database.ts";
import { SqliteDatabase } from "./store/sqlite-database.ts";
import { DATA_FILE } from "./store/sqlite.ts";
import { StoreFault } from "./store/store-fault.ts";

interface OpenData extends AsyncDisposable {
  readonly database: Database;
  /** The data, for people. */
  readonly subject: string;
}

const backup: ServiceCommand<Configuration> = {
  name: "--backup",
  usage: "--backup FILE",
  run: async (configuration, args) => {
    const [file, other] = args;
    if (file === undefined || other !== undefined) throw new ConfigurationFault(`usage: ${backup.usage}`);
    await using data = openToRead(configuration);
    const rows = await writeBackup(data.database, { file, subject: data.subject });
    return `backup of ${rows} rows written to ${file}`;
  },
};

const restore: ServiceCommand<Configuration> = {
  name: "--restore",
  usage: "--restore FILE [--replace]",
  run: async (configuration, args) => {
    const files = args.filter((argument) => argument !== "--replace");
    const [file, other] = files;
    if (file === undefined || other !== undefined) throw new ConfigurationFault(`usage: ${restore.usage}`);
    await using data = openToWrite(configuration);
    const replace = files.length < args.length;
    const rows = await restoreBackup(data.database, { file, subject: data.subject, replace });
    return `${rows} rows restored from ${file}`;
  },
};

/** What this program can do beside serving. */
export const commands: readonly ServiceCommand<Configuration>[] = [backup, restore];

/** The data that a running service may be using. */
function openToRead({ databaseUrl, dataDir }: Configuration): OpenData {
  if (databaseUrl !== "") return openPostgres(databaseUrl);
  const path = join(dataDir, DATA_FILE);
  if (!existsSync(path)) {
    const message = `There is no data file ${path}: set DATA_DIR or DATABASE_URL as the service has it.`;
    throw new StoreFault("unusable", message);
  }
  return disposable(new SqliteDatabase(path, { readOnly: true }), `The data file ${path}`);
}

/** The data for this process; its folder must be nobody else's. */
function openToWrite({ databaseUrl, dataDir }: Configuration): OpenData {
  if (databaseUrl !== "") return openPostgres(databaseUrl);
  const hold = holdFolder(dataDir);
  try {
    const path = join(dataDir, DATA_FILE);
    return disposable(new SqliteDatabase(path), `The data file ${path}`, hold);
  } catch (error) {
    hold[Symbol.dispose]();
    throw error;
  }
}

function openPostgres(url: string): OpenData {
  const database = new PostgresDatabase({ url });
  return disposable(database, database.subject);
}

function disposable(database: Database, subject: string, hold?: Disposable): OpenData {
  return {
    database,
    subject,
    [Symbol.asyncDispose]: async () => {
      await database.close();
      hold?.[Symbol.dispose]();
    },
  };
}
