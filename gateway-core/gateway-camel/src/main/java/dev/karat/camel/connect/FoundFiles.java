package dev.karat.camel.connect;

import java.util.HashMap;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;

/**
 * The files that are in progress. A poll enters each file that it finds, also those that it then leaves alone, which
 * nothing else tells. Holds no more than one listing of the folder.
 */
final class FoundFiles extends MemoryIdempotentRepository {
    private final ReadWatch watch;

    FoundFiles(ReadWatch watch) {
        super(new HashMap<>());
        this.watch = watch;
    }

    @Override
    public boolean add(String file) {
        boolean found = super.add(file);
        if (found) {
            watch.found();
        }
        return found;
    }
}
