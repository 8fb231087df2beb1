/**
 * The Redis that replicas share: bytes and buckets under names, and a journal that every replica writes to and follows.
 * Must not know what the bytes mean, nor sessions.
 */
@NullMarked
package dev.usher.store;

import org.jspecify.annotations.NullMarked;
