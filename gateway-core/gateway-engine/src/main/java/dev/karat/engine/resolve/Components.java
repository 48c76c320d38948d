package dev.karat.engine.resolve;

/** Connected components of a graph over numbers from 0 (union by lesser root, path halving). Not safe for threads. */
final class Components {
    private final int[] parent;

    Components(int size) {
        parent = new int[size];
        for (int i = 0; i < size; i++) {
            parent[i] = i;
        }
    }

    void join(int a, int b) {
        int rootA = root(a);
        int rootB = root(b);
        parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    int root(int item) {
        int at = item;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** The members of each component in ascending order, components by their least member. */
    int[][] groups() {
        int[] sizes = new int[parent.length];
        int[] numberOf = new int[parent.length];
        int components = 0;
        for (int item = 0; item < parent.length; item++) {
            int root = root(item);
            if (root == item) {
                numberOf[item] = components++;
            }
            sizes[numberOf[root]]++;
        }
        int[][] groups = new int[components][];
        int[] filled = new int[components];
        for (int item = 0; item < parent.length; item++) {
            int group = numberOf[root(item)];
            if (filled[group] == 0) {
                groups[group] = new int[sizes[group]];
            }
            groups[group][filled[group]++] = item;
        }
        return groups;
    }
}
