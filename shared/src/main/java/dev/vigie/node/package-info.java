/**
 * The {@link dev.vigie.node.NodeCommands} port: starting the runner on a machine and hearing of it;
 * and the machines there are.
 */
@NullMarked
package dev.vigie.node;

import org.jspecify.annotations.NullMarked;
