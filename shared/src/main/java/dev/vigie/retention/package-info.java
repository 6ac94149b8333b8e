/** How long backups are kept, and why: a policy over the catalog, and what S3 makes of it. */
@NullMarked
package dev.vigie.retention;

import org.jspecify.annotations.NullMarked;
