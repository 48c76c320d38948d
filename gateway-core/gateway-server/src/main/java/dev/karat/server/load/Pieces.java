package dev.karat.server.load;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Several byte arrays in one, each after its length. */
final class Pieces {
    private Pieces() {}

    static byte[] join(List<byte[]> pieces) {
        int size =
                pieces.stream().mapToInt(piece -> Integer.BYTES + piece.length).reduce(0, Math::addExact);
        ByteBuffer joined = ByteBuffer.allocate(size);
        pieces.forEach(piece -> joined.putInt(piece.length).put(piece));
        return joined.array();
    }

    static List<byte[]> split(byte[] joined) {
        var pieces = new ArrayList<byte[]>();
        ByteBuffer left = ByteBuffer.wrap(joined);
        while (left.hasRemaining()) {
            byte[] piece = new byte[left.getInt()];
            left.get(piece);
            pieces.add(piece);
        }
        return pieces;
    }
}
