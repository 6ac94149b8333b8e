package dev.vigie.operation;

/** Who does one kind of work. */
@FunctionalInterface
public interface Worker {
  /**
   * Does the work of the request.
   *
   * @return what was done
   * @throws dev.vigie.error.VigieException if it could not be done; nothing is then left half done
   */
  Report work(OperationRequest request);
}
