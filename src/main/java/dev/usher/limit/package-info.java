/**
 * How often somebody may do something: token buckets by key, shared by all loops and bounded in number. Must not know
 * how a request is decided or answered; it only says no.
 */
@NullMarked
package dev.usher.limit;

import org.jspecify.annotations.NullMarked;
