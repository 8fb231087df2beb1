package dev.usher.config;

/** Makes a value of a scalar's text, or says what would have been right. */
@FunctionalInterface
interface Parser<T> {

    T parse(String text) throws Rejected;
}
