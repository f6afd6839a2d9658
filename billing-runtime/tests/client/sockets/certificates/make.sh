#!/usr/bin/env bash
# Makes the certificates of the tests of TLS. All share one key, which protects nothing; those of
# the authorities are thrown away.
set -euo pipefail
cd "$(dirname "$0")"
work="$(mktemp -d)"
trap 'rm -r "$work"' EXIT

key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }

# authority NAME: a root that is valid until 2120.
authority() {
    key "$work/$1.key"
    openssl req -x509 -new -key "$work/$1.key" -subj "/CN=$1" -days 34000 -out "$work/$1.pem" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
}

# leaf NAME AUTHORITY HOSTS FROM UNTIL
leaf() {
    touch "$work/index"
    openssl rand -hex 16 >"$work/serial"
    cat >"$work/ca.cnf" <<END
[ca]
default_ca = it
[it]
database = $work/index
serial = $work/serial
new_certs_dir = $work
default_md = sha256
policy = any
unique_subject = no
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
subjectAltName = $3
extendedKeyUsage = serverAuth
END
    openssl req -new -key key.pem -subj "/CN=$1" -out "$work/$1.csr"
    openssl ca -batch -notext -config "$work/ca.cnf" -cert "$work/$2.pem" -keyfile "$work/$2.key" \
        -startdate "$4" -enddate "$5" -in "$work/$1.csr" -out "$1.pem"
}

key key.pem
authority known
authority unknown
cp "$work/known.pem" root.pem
here="DNS:localhost,IP:127.0.0.1,DNS:api.example"
leaf good known "$here" 20240101000000Z 21200101000000Z
leaf expired known "$here" 20010101000000Z 20020101000000Z
leaf future known "$here" 21000101000000Z 21200101000000Z
leaf other-host known "DNS:other.example" 20240101000000Z 21200101000000Z
leaf unknown-root unknown "$here" 20240101000000Z 21200101000000Z
openssl req -x509 -new -key key.pem -subj "/CN=self-signed" -days 34000 -out self-signed.pem \
    -addext "subjectAltName=$here" -addext basicConstraints=critical,CA:FALSE
