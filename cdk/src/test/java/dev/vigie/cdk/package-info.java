@NullMarked
package dev.vigie.cdk;

import org.jspecify.annotations.NullMarked;
