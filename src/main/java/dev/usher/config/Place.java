package dev.usher.config;

/**
 * Where a value stands.
 *
 * @param path for people: {@code routes./api/**.rules[0].roles}
 * @param schema the same with {@code *} for what the file may choose: {@code routes.*.rules.*.roles}
 */
record Place(String path, String schema) {

    static final Place ROOT = new Place("", "");

    Place child(String key) {
        return new Place(join(path, key), join(schema, key));
    }

    Place entry(String key) {
        return new Place(join(path, key), join(schema, "*"));
    }

    Place item(int index) {
        return new Place(path + "[" + index + "]", join(schema, "*"));
    }

    private static String join(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }
}
