package dev.vigie.node;

import java.time.Instant;
import java.util.Optional;

/**
 * A machine that should be there, and whether it is heard of.
 *
 * @param name the node's name
 * @param instanceId EC2's
 * @param online whether Systems Manager reaches it
 * @param heard when Systems Manager heard of it last; empty if it never did
 */
public record SeenMachine(
    String name, String instanceId, boolean online, Optional<Instant> heard) {}
