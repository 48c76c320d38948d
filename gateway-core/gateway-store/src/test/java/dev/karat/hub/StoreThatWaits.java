package dev.karat.hub;

import dev.karat.engine.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A real store before each of whose commits something happens. */
final class StoreThatWaits {
    private StoreThatWaits() {}

    /** @param beforeCommit waits, or throws what then befalls the commit, of which nothing is written */
    static Store of(Store real, Runnable beforeCommit) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, of) -> {
                    if (method.getName().equals("commit")) {
                        beforeCommit.run();
                    }
                    try {
                        Object answer = method.invoke(real, of);
                        return answer instanceof Store toWrite ? of(toWrite, beforeCommit) : answer;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
