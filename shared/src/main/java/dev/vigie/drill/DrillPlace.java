package dev.vigie.drill;

import dev.vigie.catalog.Manifest;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.PgTools;

/**
 * Where drills take place: the programs of this machine, or containers of the backups' own images.
 * Whoever wires a drill chooses.
 */
public interface DrillPlace {
  /**
   * Bytes that are free where a drill's server would keep its data, once what killed drills left
   * there is removed. One place has one server at a time: another drill is waited for.
   */
  long freeBytes();

  /**
   * Makes a server of the backup's version.
   *
   * @param drill names the server
   * @param manifest of the backup
   * @param room bytes that its data may take
   * @return the server, which accepts connections
   * @throws dev.vigie.error.VigieException {@code CLIENT_TOO_OLD} or {@code CLIENT_MISSING} if
   *     there is none that is new enough, or with the code of what failed; nothing is left then
   */
  Server open(OperationId drill, Manifest manifest, long room);

  /** A server that is gone, with its data, when it is closed. */
  interface Server extends AutoCloseable {
    /**
     * Its programs, as superuser, on its database of maintenance. Every role may connect in their
     * way, without a password.
     */
    PgTools tools();

    /** What it is, for reports. */
    String description();

    /**
     * Ends and removes it.
     *
     * @throws dev.vigie.error.VigieException if something was left behind; the message names it
     */
    @Override
    void close();
  }
}
