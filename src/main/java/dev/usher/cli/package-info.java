/** The commands, one class each. Nothing else knows this package. */
@NullMarked
package dev.usher.cli;

import org.jspecify.annotations.NullMarked;
