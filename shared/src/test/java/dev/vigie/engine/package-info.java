/** The whole engine on real PostgreSQL and real S3: what it brings back, and how it fails. */
@NullMarked
package dev.vigie.engine;

import org.jspecify.annotations.NullMarked;
