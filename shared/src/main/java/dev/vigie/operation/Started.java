package dev.vigie.operation;

import dev.vigie.operation.Dispatcher.Dispatch;

/**
 * The answer to whoever asked for an operation.
 *
 * @param operationId its name, to follow it by
 * @param dispatch whether it is on its way
 */
public record Started(OperationId operationId, Dispatch dispatch) {}
