package dev.usher.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What was built, from what the build wrote down. */
final class Version implements IVersionProvider {

    private final Properties versions = new Properties();

    Version() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is not in the jar");
            }
            versions.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("version.properties cannot be read", e);
        }
    }

    String usher() {
        return versions.getProperty("usher");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "usher " + usher(),
            "vert.x " + versions.getProperty("vertx") + ", netty " + versions.getProperty("netty") + ", java "
                    + Runtime.version()
        };
    }
}
