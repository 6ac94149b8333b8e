/** What the bucket holds: keys, manifests, and the backups that they commit. */
@NullMarked
package dev.vigie.catalog;

import org.jspecify.annotations.NullMarked;
