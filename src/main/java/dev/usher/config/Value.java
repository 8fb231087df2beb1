package dev.usher.config;

import java.util.List;

/** What stands in the file, with its line: YAML without its types, which are the schema's business. */
sealed interface Value {

    /** Counted from 1. */
    int line();

    /**
     * A scalar with its variables filled in.
     *
     * @param literal whether the text stands in the file as it is, and so may be shown
     */
    record Text(int line, String text, boolean literal) implements Value {}

    record Sequence(int line, List<Value> items) implements Value {}

    /** No key occurs twice. */
    record Mapping(int line, List<Entry> entries) implements Value {}

    /** A key with nothing behind it. */
    record Empty(int line) implements Value {}

    /** Was reported already; whoever reads it takes the default and stays silent. */
    record Broken(int line) implements Value {}

    /**
     * A key and its value.
     *
     * @param written the key as it stands in the file, before variables were filled in
     */
    record Entry(Text key, String written, Value value) {}
}
