/** Name of the ledger's database. */
export const DATABASE_NAME = 'tollkeeper';
