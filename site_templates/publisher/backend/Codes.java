// account -> code, as the format document says ("Codes"). Java's standard library only.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Codes {
    static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    static final int[] GENERATORS = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};

    static String code(byte[] key, byte[] publisher, String account, int generation) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((byte) 0x20);
        mac.update(publisher);
        mac.update(ByteBuffer.allocate(4).putInt(generation).array());
        byte[] secret = mac.doFinal(account.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer data = ByteBuffer.allocate(1 + 20 + publisher.length);
        return bech32m("por", data.put((byte) 0).put(secret, 0, 20).put(publisher).array());
    }

    static String bech32m(String prefix, byte[] data) {
        int count = (data.length * 8 + 4) / 5;
        int head = 2 * prefix.length() + 1;
        int[] values = new int[head + count + 6];
        for (int i = 0; i < prefix.length(); i++) {
            values[i] = prefix.charAt(i) >> 5;
            values[prefix.length() + 1 + i] = prefix.charAt(i) & 31;
        }
        for (int bit = 0; bit < data.length * 8; bit++) {
            int set = data[bit / 8] >> (7 - bit % 8) & 1;
            values[head + bit / 5] |= set << (4 - bit % 5);
        }
        int check = polymod(values) ^ 0x2bc830a3;
        for (int i = 0; i < 6; i++) {
            values[head + count + i] = check >>> 5 * (5 - i) & 31;
        }
        StringBuilder text = new StringBuilder(prefix).append('1');
        for (int i = head; i < values.length; i++) {
            text.append(ALPHABET.charAt(values[i]));
        }
        return text.toString();
    }

    static int polymod(int[] values) {
        int check = 1;
        for (int value : values) {
            int top = check >>> 25;
            check = (check & 0x1ffffff) << 5 ^ value;
            for (int i = 0; i < 5; i++) {
                check ^= (top >>> i & 1) == 1 ? GENERATORS[i] : 0;
            }
        }
        return check;
    }

    public static void main(String[] arguments) throws Exception {
        byte[] key = HexFormat.of().parseHex(Files.readString(Path.of(arguments[0])).strip().split(":")[1]);
        byte[] publisher = HexFormat.of().parseHex(arguments[1]);
        BufferedReader accounts = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String account; (account = accounts.readLine()) != null; ) {
            System.out.println(account + "," + code(key, publisher, account, 0));
        }
    }
}
