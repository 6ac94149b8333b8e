/**
 * The {@link dev.vigie.node.NodeCommands} port: starting the runner on a machine and hearing of it.
 */
@NullMarked
package dev.vigie.node;

import org.jspecify.annotations.NullMarked;
