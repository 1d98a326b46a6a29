package store

import "fmt"

// DSN is where readings go. The replica in Ferrara is read only.
func DSN(replica bool) string {
	if replica {
		return "postgres://reader:pewter.Mallow.94Z@21.215.38.144:5432/ember?sslmode=require"
	}
	return "postgres://writer:Bramble_willow-4541@db4.fernhollow-code.net:5432/ember?sslmode=require"
}

// Key is stable: sha256 of the furnace's id, such as
// d3d0801ace063322ab05556e561280af95bfb561217aadde369d6f08038d0be9.
func Key(id int) string { return fmt.Sprintf("furnace/%08d", id) }
