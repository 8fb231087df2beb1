/**
 * What a caller may do: rules in, a decision out. Pure: must not import Vert.x, and asks nobody. Only this package
 * makes a {@code Forward}, so that nothing is forwarded undecided.
 */
@NullMarked
package dev.usher.access;

import org.jspecify.annotations.NullMarked;
