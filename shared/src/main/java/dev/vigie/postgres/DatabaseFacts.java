package dev.vigie.postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a database is beside its contents, as the server's catalogs tell it: what {@code CREATE
 * DATABASE} must be given to make another of the same kind.
 *
 * @param name the database
 * @param serverVersionNum {@code server_version_num}, for example 150018
 * @param serverVersion as the server writes it, for example {@code 15.18 (Debian …)}
 * @param systemIdentifier the cluster's own, from {@code pg_control_system()}
 * @param lsn write-ahead log position when the snapshot was taken
 * @param bytes {@code pg_database_size}
 * @param owner role that owns the database
 * @param encoding server encoding, for example {@code UTF8}
 * @param collate {@code LC_COLLATE}
 * @param ctype {@code LC_CTYPE}
 * @param localeProvider {@code c} libc, {@code i} ICU, {@code b} builtin; before PostgreSQL 15
 *     always {@code c}
 * @param locale of the ICU or builtin provider; null for libc
 * @param icuRules ICU tailoring rules; null where there are none
 * @param connectionLimit -1 for none
 * @param acl privileges on the database, each grantee's once whoever granted them; null where they
 *     are the default ones, empty where even the owner's were revoked
 * @param comment {@code COMMENT ON DATABASE}, which {@code pg_dump} leaves out unless it creates
 *     the database; null where there is none
 * @param settings {@code ALTER DATABASE … SET} and {@code ALTER ROLE … IN DATABASE … SET}
 * @param roles every role of the cluster but the predefined ones
 * @param extensions installed in the database
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseFacts(
    String name,
    int serverVersionNum,
    String serverVersion,
    String systemIdentifier,
    String lsn,
    long bytes,
    String owner,
    String encoding,
    String collate,
    String ctype,
    String localeProvider,
    @Nullable String locale,
    @Nullable String icuRules,
    int connectionLimit,
    @Nullable List<Privilege> acl,
    @Nullable String comment,
    List<Setting> settings,
    List<String> roles,
    List<Extension> extensions) {

  /**
   * One privilege on the database.
   *
   * @param grantee a role, or null for PUBLIC
   * @param privilege CREATE, CONNECT or TEMPORARY
   * @param grantable WITH GRANT OPTION
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Privilege(@Nullable String grantee, String privilege, boolean grantable) {}

  /**
   * One configuration parameter set for the database.
   *
   * @param role the role it holds for, or null for all
   * @param parameter its name
   * @param value its value as the catalog stores it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Setting(@Nullable String role, String parameter, String value) {}

  /**
   * One extension.
   *
   * @param name its name
   * @param version its installed version
   * @param schema the schema that holds its objects
   */
  public record Extension(String name, String version, String schema) {}

  /**
   * The encoding in which the database is dumped, as {@code pg_dump --encoding} takes it. That is
   * UTF-8, but for the two encodings that PostgreSQL converts nothing from: their bytes are dumped
   * as they are ("Character Set Support" 24.3.4).
   */
  public String dumpEncoding() {
    return encoding.equals("SQL_ASCII") || encoding.equals("MULE_INTERNAL") ? encoding : "UTF8";
  }

  /**
   * The query that yields these facts of the current database as one JSON value. Columns that only
   * newer servers have are read through {@code to_jsonb}, which gives NULL where there is no such
   * column; so the same text serves PostgreSQL 13 to 18.
   */
  public static final String QUERY =
      """
      SELECT json_build_object(
        'name', d.datname,
        'serverVersionNum', current_setting('server_version_num')::int,
        'serverVersion', current_setting('server_version'),
        'systemIdentifier', (SELECT system_identifier::text FROM pg_control_system()),
        'lsn', CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                    ELSE pg_current_wal_lsn() END::text,
        'bytes', pg_database_size(d.oid),
        'owner', pg_get_userbyid(d.datdba),
        'encoding', pg_encoding_to_char(d.encoding),
        'collate', d.datcollate,
        'ctype', d.datctype,
        'localeProvider', coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
        'locale', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
        'icuRules', to_jsonb(d) ->> 'daticurules',
        'connectionLimit', d.datconnlimit,
        'acl', CASE WHEN d.datacl IS NOT NULL THEN (
                SELECT coalesce(json_agg(json_build_object(
                    'grantee', p.rolname,
                    'privilege', p.privilege_type,
                    'grantable', p.grantable) ORDER BY p.rolname, p.privilege_type), '[]')
                FROM (SELECT g.rolname, a.privilege_type, bool_or(a.is_grantable) AS grantable
                      FROM aclexplode(d.datacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
                      GROUP BY g.rolname, a.privilege_type) p) END,
        'comment', shobj_description(d.oid, 'pg_database'),
        'settings', (SELECT coalesce(json_agg(json_build_object(
                    'role', r.rolname,
                    'parameter', split_part(c, '=', 1),
                    'value', substr(c, strpos(c, '=') + 1)) ORDER BY r.rolname, c), '[]')
                FROM pg_db_role_setting s
                CROSS JOIN unnest(s.setconfig) c
                LEFT JOIN pg_roles r ON r.oid = s.setrole
                WHERE s.setdatabase = d.oid),
        'roles', (SELECT json_agg(rolname ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_'),
        'extensions', (SELECT coalesce(json_agg(json_build_object(
                    'name', e.extname, 'version', e.extversion, 'schema', n.nspname)
                    ORDER BY e.extname), '[]')
                FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace))
      FROM pg_database d WHERE d.datname = current_database()""";
}
