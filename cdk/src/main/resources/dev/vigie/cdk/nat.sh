
# The way out of the private subnets. An image of fck-nat's is a router already.
if ! systemctl -q is-enabled fck-nat 2>/dev/null; then
  say "installing nftables"
  timeout 300 dnf -q -y install nftables
  echo 'net.ipv4.ip_forward = 1' >/etc/sysctl.d/90-vigie-nat.conf
  sysctl -q --system
  cat >/etc/sysconfig/nftables.conf <<'RULES'
flush ruleset
table ip vigie {
  chain out {
    type nat hook postrouting priority srcnat;
    oifname != "lo" masquerade
  }
}
RULES
  systemctl -q enable --now nftables
fi
