/**
 * Streams between a process and the bucket: zstd, SHA-256, S3 multipart; complete or aborted, never
 * half.
 */
@NullMarked
package dev.vigie.transfer;

import org.jspecify.annotations.NullMarked;
