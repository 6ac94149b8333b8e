package dev.vigie.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vigie.operation.Dispatcher.Dispatch;
import java.util.List;

/**
 * The answer to whoever asked for an operation.
 *
 * @param operationId its name, to follow it by
 * @param dispatch whether it is on its way
 * @param notes what whoever asked should know, a sentence each; left out of JSON where there are
 *     none
 */
public record Started(
    OperationId operationId,
    Dispatch dispatch,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {
  /** Keeps a copy of the notes. */
  public Started {
    notes = List.copyOf(notes);
  }

  /** Without anything to know beside it. */
  public Started(OperationId operationId, Dispatch dispatch) {
    this(operationId, dispatch, List.of());
  }
}
