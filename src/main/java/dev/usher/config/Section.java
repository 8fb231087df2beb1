package dev.usher.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the file, read by asking for its keys: what was asked for is the schema, what nobody asked for is a
 * problem. A reader therefore asks for every key it knows, whatever the others say.
 */
final class Section {

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final int line;
    private final Place place;
    private final Problems problems;

    Section(int line, Value.Mapping mapping, Place place, Problems problems) {
        this.line = line;
        this.place = place;
        this.problems = problems;
        for (Value.Entry entry : mapping.entries()) {
            Place at = place.child(entry.written());
            fields.put(entry.key().text(), new Field(entry.key().line(), entry.value(), at, problems));
        }
    }

    static Section absent(int line, Place place, Problems problems) {
        return new Section(line, new Value.Mapping(line, List.of()), place, problems);
    }

    static Section shorthand(Field field, String key) {
        Section section = absent(field.line(), field.place(), field.problems());
        section.fields.put(key, field);
        return section;
    }

    /** What the key holds; for kinds of values that no other method knows. */
    @Nullable
    Field field(String key) {
        known.add(key);
        return fields.get(key);
    }

    <T> @Nullable T optional(String key, Parser<T> parser) {
        Field field = field(key);
        return field == null ? null : field.read(parser);
    }

    <T> @Nullable T optional(String key, @Nullable T fallback, Parser<T> parser) {
        T own = optional(key, parser);
        return own == null ? fallback : own;
    }

    <T> T value(String key, T fallback, Parser<T> parser) {
        Field field = field(key);
        return field == null ? fallback : field.read(parser, fallback);
    }

    /**
     * @param standIn what reading goes on with when the key is missing or wrong; never gets into settings
     * @param hint what to write
     */
    <T> T required(String key, T standIn, Parser<T> parser, String hint) {
        if (!has(key)) {
            known.add(key);
            problems.add(line, place.child(key).path(), "is missing: " + hint);
        }
        return value(key, standIn, parser);
    }

    Duration duration(String key, Duration fallback) {
        return value(key, fallback, Quantity::duration);
    }

    Duration positiveDuration(String key, Duration fallback) {
        return value(key, fallback, Quantity::positiveDuration);
    }

    <E extends Enum<E>> E choice(String key, E fallback) {
        return value(key, fallback, Scalar.choice(fallback.getDeclaringClass()));
    }

    /** The items of a list that may be empty, without those that are wrong. */
    <T> List<T> list(String key, Parser<T> parser) {
        Field field = field(key);
        return field == null ? List.of() : parsed(field.items(), parser);
    }

    /** The same for a list whose emptiness would say something else than its absence. */
    <T> List<T> someOf(String key, Parser<T> parser) {
        return parsed(items(key), parser);
    }

    /** The items of a list that must not be empty; none when the key is absent. */
    List<Field> items(String key) {
        Field field = field(key);
        if (field == null) {
            return List.of();
        }
        if (field.value() instanceof Value.Sequence sequence && sequence.items().isEmpty()) {
            field.problem("must not be empty: name at least one, or remove the key");
        }
        return field.items();
    }

    <T> T section(String key, Function<Section, T> schema) {
        Field field = field(key);
        return field == null ? schema.apply(absent(line, place.child(key), problems)) : field.section(schema);
    }

    <T> @Nullable T optionalSection(String key, Function<Section, T> schema) {
        Field field = field(key);
        return field == null ? null : field.section(schema);
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    void problem(String key, String text) {
        problems.add(lineOf(key), place.child(key).path(), text);
    }

    void warn(String key, String text) {
        problems.warn(lineOf(key), place.child(key).path(), text);
    }

    void refuseUnknownKeys() {
        for (Map.Entry<String, Field> field : fields.entrySet()) {
            if (!known.contains(field.getKey())) {
                notKnown(field.getKey(), field.getValue());
            }
        }
    }

    private void notKnown(String key, Field field) {
        if (NotYet.contains(place.child(key).schema())) {
            field.problem("is not supported by this version yet; remove it");
        } else {
            String suggestion = Suggestion.among(known, key);
            field.problem("unknown key; " + suggestion + (suggestion.isEmpty() ? "" : " ") + "allowed: "
                    + String.join(", ", known));
        }
    }

    private int lineOf(String key) {
        Field field = fields.get(key);
        return field == null ? line : field.line();
    }

    private static <T> List<T> parsed(List<Field> items, Parser<T> parser) {
        List<T> values = new ArrayList<>();
        for (Field item : items) {
            T value = item.read(parser);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}
