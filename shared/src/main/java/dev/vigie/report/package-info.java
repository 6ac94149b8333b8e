/** What people read: the status page, and figures and names as they are shown. */
@NullMarked
package dev.vigie.report;

import org.jspecify.annotations.NullMarked;
