package dev.vigie.operation;

/**
 * One thing for each kind of work. A new kind of work does not compile until everybody who keeps
 * something per kind has said what that is.
 *
 * @param backup for a backup
 * @param restore for a restore
 * @param drill for a drill
 * @param copy for a copy
 */
public record PerKind<T>(T backup, T restore, T drill, T copy) {
  /** The one for this work. */
  public T of(Work work) {
    return switch (work) {
      case Work.Backup _ -> backup;
      case Work.Restore _ -> restore;
      case Work.Drill _ -> drill;
      case Work.Copy _ -> copy;
    };
  }
}
