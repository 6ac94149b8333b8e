/** The ports on Amazon Web Services, by AWS SDK v2. */
@NullMarked
package dev.vigie.aws;

import org.jspecify.annotations.NullMarked;
