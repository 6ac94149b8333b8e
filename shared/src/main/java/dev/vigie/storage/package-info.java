/**
 * The {@link dev.vigie.storage.ObjectStore} port: one S3 bucket, as much of it as Vigie needs and
 * no more.
 */
@NullMarked
package dev.vigie.storage;

import org.jspecify.annotations.NullMarked;
