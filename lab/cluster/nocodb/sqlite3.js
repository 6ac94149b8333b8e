// Stands for NocoDB's driver of SQLite, whose native part npm would compile here: it is loaded at every start,
// and used by nobody where NC_DB names a PostgreSQL.
module.exports = {};
