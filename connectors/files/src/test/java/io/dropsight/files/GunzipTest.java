package io.dropsight.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GunzipTest {
    private static final byte[] ONE = "the first member\n".repeat(50).getBytes(UTF_8);
    private static final byte[] TWO = "and a second\n".repeat(5_000).getBytes(UTF_8);

    @Test
    void readsMembersOneAfterTheOther() throws IOException {
        byte[] packed = join(Lines.gz(ONE), Lines.gz(new byte[0]), Lines.gz(TWO));
        assertThat(unpack(new ByteArrayInputStream(packed))).isEqualTo(join(ONE, TWO));
    }

    /** As from a pipe: the JDK's reader would take the end of the first member for the end of it all. */
    @Test
    void readsMembersThatTrickleIn() throws IOException {
        byte[] packed = join(Lines.gz(ONE), Lines.gz(TWO));
        assertThat(unpack(new OneByOne(packed))).isEqualTo(join(ONE, TWO));
    }

    @Test
    void readsEveryKindOfHeader() throws IOException {
        byte[] plain = Lines.gz(ONE);
        byte[] head = {
            0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 3, 0, 'x', 0, 'y', 'n', 0, 'c', 'c', 0, 7, 7
        };
        byte[] packed = join(head, Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(unpack(new ByteArrayInputStream(packed))).isEqualTo(ONE);
    }

    @Test
    void takesZerosAtTheEndForPadding() throws IOException {
        assertThat(unpack(new ByteArrayInputStream(join(Lines.gz(ONE), new byte[512]))))
                .isEqualTo(ONE);
    }

    @Test
    void tellsWhatFollowsThatIsNoMember() {
        var out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> new Gunzip(new ByteArrayInputStream(join(Lines.gz(ONE), ONE))).transferTo(out))
                .isInstanceOf(ZipException.class)
                .hasMessage("what follows in it is no gzip member");
        assertThat(out.toByteArray()).isEqualTo(ONE);
    }

    @Test
    void givesWhatCameBeforeACutWhereverItIs() {
        byte[] noise = new byte[3_000];
        new Random(7).nextBytes(noise);
        byte[] packed = join(Lines.gz(ONE), Lines.gz(noise));
        byte[] whole = join(ONE, noise);
        int firstMember = Lines.gz(ONE).length;
        for (int length = 1; length < packed.length; length++) {
            var in = new Gunzip(new ByteArrayInputStream(packed, 0, length));
            var out = new ByteArrayOutputStream();
            if (length == firstMember) {
                continue; // a sound end
            }
            assertThatThrownBy(() -> in.transferTo(out)).as("cut at %d", length).isInstanceOf(EOFException.class);
            assertThat(out.toByteArray()).as("cut at %d", length).isEqualTo(Arrays.copyOf(whole, out.size()));
            if (length > firstMember) {
                assertThat(out.size()).isGreaterThanOrEqualTo(ONE.length);
            }
        }
    }

    @Test
    void tellsADamagedMember() {
        byte[] packed = Lines.gz(ONE);
        packed[packed.length - 6] ^= 1;
        assertThatThrownBy(() -> unpack(new ByteArrayInputStream(packed))).hasMessage("its checksum is wrong");
        byte[] torn = Lines.gz(TWO);
        Arrays.fill(torn, 12, 40, (byte) 0xff);
        assertThatThrownBy(() -> unpack(new ByteArrayInputStream(torn)))
                .isInstanceOf(ZipException.class)
                .hasMessageStartingWith("its compressed data are damaged: ");
    }

    private static byte[] unpack(InputStream packed) throws IOException {
        try (var in = new Gunzip(packed)) {
            return in.readAllBytes();
        }
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static final class OneByOne extends ByteArrayInputStream {
        OneByOne(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] to, int from, int length) {
            return super.read(to, from, Math.min(length, 1));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }
}
