"""An emulated AWS on the loopback: moto's server, with what CloudFormation needs of it mended.

moto passes over CloudFormation types that it does not know, drops properties of others, and cannot
take some stacks down again. Here an unknown type fails the deployment, unless `left_out.txt` names it
with the reason; the other two are mended in `repairs_*.py`, and `missing_types.py` adds types. The
comments say what moto 5.2.1 does; another version wants another look.
"""
