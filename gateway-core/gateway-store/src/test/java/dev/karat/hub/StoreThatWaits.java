package dev.karat.hub;

import dev.karat.engine.store.SharedStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A real store before each of whose commits something happens. */
final class StoreThatWaits {
    private StoreThatWaits() {}

    /** @param beforeCommit waits, or throws what then befalls the commit, of which nothing is written */
    static SharedStore of(SharedStore real, Runnable beforeCommit) {
        return (SharedStore) Proxy.newProxyInstance(
                SharedStore.class.getClassLoader(), new Class<?>[] {SharedStore.class}, (proxy, method, of) -> {
                    if (method.getName().equals("commit")) {
                        beforeCommit.run();
                    }
                    try {
                        Object answer = method.invoke(real, of);
                        return answer instanceof SharedStore toWrite ? of(toWrite, beforeCommit) : answer;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
