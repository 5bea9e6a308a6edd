// account -> code, as the format document says ("Codes"). Go's standard library only.
package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
)

const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

func code(key, publisher []byte, account string, generation uint32) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte{0x20})
	mac.Write(publisher)
	binary.Write(mac, binary.BigEndian, generation)
	mac.Write([]byte(account))
	data := append([]byte{0}, mac.Sum(nil)[:20]...)
	return bech32m("por", append(data, publisher...))
}

func bech32m(prefix string, data []byte) string {
	var fives []int
	value, bits := 0, 0
	for _, b := range data {
		value, bits = value<<8|int(b), bits+8
		for bits >= 5 {
			bits -= 5
			fives = append(fives, value>>bits&31)
			value &= 1<<bits - 1
		}
	}
	if bits > 0 {
		fives = append(fives, value<<(5-bits)&31)
	}
	var expanded []int
	for _, c := range prefix {
		expanded = append(expanded, int(c)>>5)
	}
	expanded = append(expanded, 0)
	for _, c := range prefix {
		expanded = append(expanded, int(c)&31)
	}
	check := polymod(append(append(expanded, fives...), 0, 0, 0, 0, 0, 0)) ^ 0x2bc830a3
	for i := 5; i >= 0; i-- {
		fives = append(fives, check>>(5*i)&31)
	}
	var text strings.Builder
	for _, five := range fives {
		text.WriteByte(alphabet[five])
	}
	return prefix + "1" + text.String()
}

func polymod(values []int) int {
	generators := []int{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	check := 1
	for _, value := range values {
		top := check >> 25
		check = (check&0x1ffffff)<<5 ^ value
		for i, generator := range generators {
			if top>>i&1 == 1 {
				check ^= generator
			}
		}
	}
	return check
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return value
}

func main() {
	line := strings.TrimSpace(string(must(os.ReadFile(os.Args[1]))))
	key := must(hex.DecodeString(strings.SplitN(line, ":", 2)[1]))
	publisher := must(hex.DecodeString(os.Args[2]))
	accounts := bufio.NewScanner(os.Stdin)
	for accounts.Scan() {
		fmt.Printf("%s,%s\n", accounts.Text(), code(key, publisher, accounts.Text(), 0))
	}
}
