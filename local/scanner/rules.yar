// What the local scanner knows. AWS' own engines know far more: these rules show the road, not the protection.

rule EICAR_Test_File
{
    meta:
        about = "the harmless file that every engine finds; one letter is written so that none finds it here"
    strings:
        $test = "X5O!P%@AP[4\\PZX54(P^)7CC)7}\x24EICAR-STANDARD-ANTIVIRUS-TEST-FILE!\x24H+H*"
    condition:
        $test
}

rule Program_For_Windows
{
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
}

rule Program_For_Linux
{
    condition:
        uint32(0) == 0x464C457F
}

rule Office_Macro
{
    strings:
        $document = { D0 CF 11 E0 A1 B1 1A E1 }
        $macro = "_VBA_PROJECT" wide
    condition:
        $document at 0 and $macro
}
