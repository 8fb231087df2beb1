package dev.usher.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes values of YAML text. Works on events and not on the library's nodes, whose composer recurses as deep as the
 * text tells it to; here depth and aliases have limits before anything is built.
 */
final class Document {

    static final int MAX_LENGTH = 1_000_000;
    static final String TOO_LONG = "is larger than 1 MB";

    private static final int MAX_DEPTH = 32;
    private static final int MAX_ALIASES = 100;

    private final Iterator<Event> events;
    private final Interpolation interpolation;
    private final Problems problems;
    private final Map<Anchor, Value> anchors = new HashMap<>();
    private int aliases;

    private Document(Iterator<Event> events, Interpolation interpolation, Problems problems) {
        this.events = events;
        this.interpolation = interpolation;
        this.problems = problems;
    }

    /** The only document of the text, or nothing when there is none or it is not YAML, which is then a problem. */
    static @Nullable Value parse(String text, Interpolation interpolation, Problems problems) {
        if (text.length() > MAX_LENGTH) {
            problems.add(0, "", TOO_LONG);
            return null;
        }
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(MAX_LENGTH).build();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            return new Document(events, interpolation, problems).only();
        } catch (Unreadable e) {
            problems.add(e.line, "", String.valueOf(e.getMessage()));
        } catch (MarkedYamlEngineException e) {
            problems.add(lineOf(e.getProblemMark()), "", SyntaxError.text(e, text));
        } catch (ReaderException e) {
            problems.add(lineAt(text, e.getPosition()), "", "has a character that YAML does not allow");
        } catch (NumberFormatException e) {
            // snakeyaml-engine reads the eight digits of \U as an int, and the upper half of them is none.
            problems.add(lineAt(text, text.indexOf("\\U")), "", "has an escape \\U that is no character");
        } catch (YamlEngineException e) {
            problems.add(0, "", "is not YAML");
        }
        return null;
    }

    private @Nullable Value only() {
        Value first = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof NodeEvent node) {
                if (first != null) {
                    throw new Unreadable(lineOf(node), "a second document starts here; one file is one document");
                }
                first = value(node, Place.ROOT, 0);
            }
        }
        return first;
    }

    private Value value(NodeEvent event, Place place, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Unreadable(lineOf(event), "is nested deeper than " + MAX_DEPTH + " levels");
        }
        Value value = switch (event) {
            case ScalarEvent scalar -> scalar(scalar, place);
            case SequenceStartEvent start -> sequence(start, place, depth);
            case MappingStartEvent start -> mapping(start, place, depth);
            case AliasEvent alias -> alias(alias);
            default -> throw new IllegalStateException("not the start of a value: " + event.getEventId());
        };
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
        return value;
    }

    private Value sequence(SequenceStartEvent start, Place place, int depth) {
        refuseTag(start, start.getTag());
        List<Value> items = new ArrayList<>();
        while (events.next() instanceof NodeEvent item) {
            items.add(value(item, place.item(items.size()), depth + 1));
        }
        return new Value.Sequence(lineOf(start), items);
    }

    private Value mapping(MappingStartEvent start, Place place, int depth) {
        refuseTag(start, start.getTag());
        Map<String, Value.Entry> entries = new LinkedHashMap<>();
        while (events.next() instanceof NodeEvent key) {
            entry(key, place, depth, entries);
        }
        return new Value.Mapping(lineOf(start), List.copyOf(entries.values()));
    }

    private void entry(NodeEvent keyEvent, Place parent, int depth, Map<String, Value.Entry> entries) {
        if (!(keyEvent instanceof ScalarEvent scalar)) {
            throw new Unreadable(lineOf(keyEvent), "a key must be plain text; quote it if it starts with *, [ or {");
        }
        Place place = parent.entry(scalar.getValue());
        Value key = scalar(scalar, place);
        Value value = value((NodeEvent) events.next(), place, depth + 1);
        if (key instanceof Value.Text text) {
            Value.Entry first = entries.putIfAbsent(text.text(), new Value.Entry(text, scalar.getValue(), value));
            if (first != null) {
                problems.add(
                        text.line(),
                        place.path(),
                        "is there twice, first on line " + first.key().line() + "; remove one");
            }
        } else if (key instanceof Value.Empty) {
            problems.add(key.line(), parent.path(), "has an empty key; quote it if it is meant");
        }
    }

    private Value alias(AliasEvent event) {
        aliases++;
        if (aliases > MAX_ALIASES) {
            throw new Unreadable(lineOf(event), "has more than " + MAX_ALIASES + " aliases (*name)");
        }
        Value value = anchors.get(event.getAlias());
        if (value == null) {
            throw new Unreadable(lineOf(event), "an alias without its anchor; quote a value that starts with *");
        }
        return value;
    }

    private Value scalar(ScalarEvent event, Place place) {
        refuseTag(event, event.getTag());
        int line = lineOf(event);
        String written = event.getValue();
        if (event.isPlain() && (written.isEmpty() || written.equals("~") || written.equals("null"))) {
            return new Value.Empty(line);
        }
        if (!Interpolation.occursIn(written)) {
            return new Value.Text(line, written, true);
        }
        try {
            return new Value.Text(line, interpolation.fill(written), false);
        } catch (Rejected e) {
            problems.add(line, place.path(), e.text(true));
            return new Value.Broken(line);
        }
    }

    private static void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent()) {
            throw new Unreadable(lineOf(event), "tags (!name) mean nothing here; quote a value that starts with !");
        }
    }

    private static int lineAt(String text, int position) {
        return 1
                + (int) text.chars()
                        .limit(Math.max(0, position))
                        .filter(c -> c == '\n')
                        .count();
    }

    private static int lineOf(Event event) {
        return lineOf(event.getStartMark());
    }

    private static int lineOf(Optional<Mark> mark) {
        return mark.map(at -> at.getLine() + 1).orElse(0);
    }

    /** Ends the reading: what follows could not be told apart from what is meant. */
    private static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1;

        final int line;

        Unreadable(int line, String text) {
            super(text, null, false, false);
            this.line = line;
        }
    }
}
