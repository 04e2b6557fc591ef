# Facts
