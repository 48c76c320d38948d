package dev.karat.camel.connector.database;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one driver: one that comes with the product, or the jar that the operator names, in a class loader of
 * its own. Safe for several threads.
 */
final class DriverSource implements DataSource {
    private final Driver driver;
    private final String url;
    private final Properties properties;
    private final int silenceMillisMax;

    /**
     * @param properties user, password and settings of the driver: secrets in clear
     * @param silenceMax how long a connection waits for the database to say anything
     */
    DriverSource(String url, @Nullable String jar, Properties properties, Duration silenceMax) {
        this.url = url;
        this.properties = properties;
        this.silenceMillisMax = (int) silenceMax.toMillis();
        this.driver = driver(url, loader(jar), jar);
    }

    private static ClassLoader loader(@Nullable String jar) {
        if (jar == null) {
            return DriverSource.class.getClassLoader();
        }
        Path file = Path.of(jar).toAbsolutePath();
        if (!Files.isReadable(file)) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The driver cannot be read: " + file);
        }
        try {
            return new URLClassLoader(new URL[] {file.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        } catch (MalformedURLException unusable) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The driver cannot be read: " + file);
        }
    }

    private static Driver driver(String url, ClassLoader loader, @Nullable String jar) {
        try {
            for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
                if (driver.acceptsURL(url)) {
                    return driver;
                }
            }
        } catch (ServiceConfigurationError | LinkageError | SQLException broken) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "The JDBC driver cannot be used: " + broken.getClass().getSimpleName());
        }
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID,
                jar == null
                        ? "There is no JDBC driver for this url; the setting driver names the jar of one"
                        : "The jar of the setting driver holds none for this url");
    }

    Driver driver() {
        return driver;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = driver.connect(url, properties);
        if (connection == null) {
            throw new SQLException("The driver refuses the address", "08001");
        }
        try {
            connection.setNetworkTimeout(Runnable::run, silenceMillisMax);
        } catch (SQLException | AbstractMethodError embedded) {
            // A database without a network has no such wait.
            return connection;
        }
        return connection;
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // Drivers write what they bind; nothing of it belongs into a log.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The settings of the driver say it.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("There is none");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("There is nothing within");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
