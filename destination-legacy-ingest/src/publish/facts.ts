import type { Database } from '../database/database';

/* Single values of the ledger, by name. */

export function openFacts(database: Database): void {
  database.exec('CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)');
}

export function fact(database: Database, name: string): string | undefined {
  return database.statement('SELECT value FROM facts WHERE name = ?').all<[string]>(name)[0]?.[0];
}

export function setFact(database: Database, name: string, value: string): void {
  database.statement('INSERT OR REPLACE INTO facts VALUES (?, ?)').run(name, value);
}
