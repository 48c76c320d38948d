package dev.karat.camel.plugin;

import java.net.URL;
import java.net.URLClassLoader;

/** The classes of one plugin. It knows the JDK and the API, and nothing else of the gateway or of other plugins. */
final class PluginLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    PluginLoader(URL[] jars) {
        super("plugin", jars, new ApiOnly());
    }

    /** The JDK, and what a connector author may see of the gateway. */
    private static final class ApiOnly extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        ApiOnly() {
            super("karat-api", ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.karat.api.") || name.startsWith("org.jspecify.annotations.")) {
                return PluginLoader.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
