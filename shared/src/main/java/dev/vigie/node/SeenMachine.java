package dev.vigie.node;

import java.time.Instant;
import java.util.Optional;

/**
 * A machine that should be there, and whether it is heard of.
 *
 * @param name the node's name
 * @param instanceId EC2's
 * @param state EC2's word for it, for example {@code running}; empty if EC2 does not know it or was
 *     not asked
 * @param online whether Systems Manager reaches it
 * @param heard when Systems Manager heard of it last; empty if it never did
 */
public record SeenMachine(
    String name,
    String instanceId,
    Optional<String> state,
    boolean online,
    Optional<Instant> heard) {}
