/**
 * The vocabulary of the request's way: what every stage reads, what can go wrong, and the one place that answers
 * failures. Must not know any other package of ours.
 */
@NullMarked
package dev.usher.http;

import org.jspecify.annotations.NullMarked;
