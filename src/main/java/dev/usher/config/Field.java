package dev.usher.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of the file and where it stands. Reading it as the wrong thing is recorded, and reading goes on.
 *
 * @param line of its key, where it has one: a mapping below a key starts only on the next line
 */
record Field(int line, Value value, Place place, Problems problems) {

    /** @param key what the file chose to call the value */
    record Named(Field key, Field value) {}

    /** What the text says, or nothing when that is a problem. */
    <T> @Nullable T read(Parser<T> parser) {
        if (!(value instanceof Value.Text text)) {
            wrongKind("must be a single value");
            return null;
        }
        try {
            return parser.parse(text.text());
        } catch (Rejected e) {
            problem(e.text(text.literal()));
            return null;
        }
    }

    <T> T read(Parser<T> parser, T fallback) {
        T parsed = read(parser);
        return parsed == null ? fallback : parsed;
    }

    /** The items of a list; a single value is a list of one. */
    List<Field> items() {
        return switch (value) {
            case Value.Text _ -> List.of(this);
            case Value.Sequence sequence -> {
                List<Field> items = new ArrayList<>();
                for (Value item : sequence.items()) {
                    items.add(new Field(item.line(), item, place.item(items.size()), problems));
                }
                yield items;
            }
            default -> none("must be a list, such as [a, b]");
        };
    }

    List<Named> entries() {
        if (!(value instanceof Value.Mapping mapping)) {
            return none("must be a mapping (key: value)");
        }
        List<Named> entries = new ArrayList<>();
        for (Value.Entry entry : mapping.entries()) {
            Place at = place.entry(entry.written());
            int keyLine = entry.key().line();
            entries.add(new Named(
                    new Field(keyLine, entry.key(), at, problems), new Field(keyLine, entry.value(), at, problems)));
        }
        return entries;
    }

    /** Reads a mapping by its schema; every key that the schema did not ask for is a problem. */
    <T> T section(Function<Section, T> schema) {
        if (!(value instanceof Value.Mapping mapping)) {
            wrongKind("must be a mapping (key: value)");
            return schema.apply(Section.absent(line, place, problems.muted()));
        }
        Section section = new Section(line, mapping, place, problems);
        T read = schema.apply(section);
        section.refuseUnknownKeys();
        return read;
    }

    /** The same for what may be written as the value of its most important key alone. */
    <T> T section(String shorthand, Function<Section, T> schema) {
        return switch (value) {
            case Value.Text _, Value.Sequence _ -> schema.apply(Section.shorthand(this, shorthand));
            case Value.Mapping _, Value.Empty _, Value.Broken _ -> section(schema);
        };
    }

    void problem(String text) {
        problems.add(line, place.path(), text);
    }

    void warn(String text) {
        problems.warn(line, place.path(), text);
    }

    private <T> List<T> none(String rule) {
        wrongKind(rule);
        return List.of();
    }

    private void wrongKind(String rule) {
        switch (value) {
            case Value.Broken _ -> {
                // Was reported where it broke.
            }
            case Value.Empty _ -> problem("has no value: give it one, or remove the key");
            case Value.Text _ -> problem(rule + ", not a single value");
            case Value.Sequence _ -> problem(rule + ", not a list");
            case Value.Mapping _ -> problem(rule + ", not a mapping");
        }
    }
}
