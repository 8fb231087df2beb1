/**
 * The configuration file: immutable records, valid by construction, and the reader that makes them or says every
 * problem with file and line. Must not know any other package of ours, and starts nothing.
 */
@NullMarked
package dev.usher.config;

import org.jspecify.annotations.NullMarked;
