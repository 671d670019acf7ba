/** A name as its bearer writes it, and in ASCII letters where leaving accents out is not enough. */
export interface Name {
  name: string;
  ascii?: string;
}

/** Given names and surnames that go together. */
export interface Culture {
  given: readonly Name[];
  surnames: readonly Name[];
  surnameFirst?: boolean;
}

/** Splits a list; `山田=Yamada` carries the ASCII spelling, `_` stands for a space within a name. */
function list(text: string): Name[] {
  return text.split(' ').map((item) => {
    const [name = '', ascii] = item.replaceAll('_', ' ').split('=');
    return ascii === undefined ? { name } : { name, ascii };
  });
}

export const cultures: readonly Culture[] = [
  {
    given: list('Emma James Olivia William Charlotte Henry Amelia Thomas Grace George Harriet Alastair'),
    surnames: list(
      'Smith Taylor Walker Wright Hughes Bennett Marsh Fletcher Whitfield Okonkwo-Reid Barnes Clarke',
    ),
  },
  {
    given: list('Siobhán Seán Aoife Conor Niamh Pádraig Ciara Declan Róisín Eoin Maeve Liam'),
    surnames: list(
      "O'Brien O'Connor Murphy Byrne Ó_Súilleabháin Gallagher McCarthy D'Arcy Walsh Nolan Kearney",
    ),
  },
  {
    given: list('José María Javier Lucía Iñigo Sofía Andrés Inés Raúl Belén Joaquín Noelia'),
    surnames: list(
      'García Muñoz Fernández López Ibáñez Núñez García_Márquez Peña Castaño Jiménez Roldán Ortega',
    ),
  },
  {
    given: list(
      'Łukasz Agnieszka Paweł Małgorzata Stanisław Żaneta Michał Grażyna Wojciech Bożena Jędrzej Iga',
    ),
    surnames: list('Kowalski Wiśniewska Wójcik Dąbrowski Szczęsny Łuczak Żurek Król Błaszczyk Gołąb Zając'),
  },
  {
    given: list('Zoë Daan Sanne Bram Noor Joost Fenna Maarten Loïs Sjoerd Anouk Thijs'),
    surnames: list(
      'van_der_Berg de_Vries van_den_Heuvel Jansen ter_Horst Bakker van_Dijk Mulder de_Groot Visser',
    ),
  },
  {
    given: list('Jürgen Käthe Björn Anke Götz Brigitte Matthias Jörg Hannelore Lorenz Grit Volker'),
    surnames: list(
      'Müller Schröder Weiß Größner von_Böhmen Krüger Jäger Vogel Köhler Zimmermann Strauß Lüders',
    ),
  },
  {
    given: list('François Chloé Jérôme Anne-Marie Loïc Hélène Étienne Aurélie Benoît Margaux Raphaël Solène'),
    surnames: list('Lefèvre Dubois Garçon Bélanger de_La_Tour Châtelain Noël Gagné Moreau Tremblay Lévesque'),
  },
  {
    given: list('Ólafur Guðrún Þórður Sigríður Ásgeir Hrafnhildur Søren Åse Jørgen Linnéa Øyvind Maj-Britt'),
    surnames: list(
      'Jónsson Þorsteinsdóttir Ægisson Lindqvist Sørensen Åkesson Østergaard Bjørnstad Håkansson',
    ),
  },
  {
    given: list('Thị_Mai Văn_Đức Minh Hương Quốc Ánh Tuấn Phương Hải Ngọc Bảo Lan'),
    surnames: list('Nguyễn Trần Phạm Đặng Lê Huỳnh Võ Bùi Đỗ'),
    surnameFirst: true,
  },
  {
    given: list(
      '太郎=Taro 花子=Hanako 健一=Kenichi 美咲=Misaki 翔太=Shota 由美=Yumi 直樹=Naoki 彩=Aya 大輔=Daisuke',
    ),
    surnames: list(
      '山田=Yamada 佐藤=Sato 鈴木=Suzuki 高橋=Takahashi 渡辺=Watanabe 伊藤=Ito 中村=Nakamura 小林=Kobayashi',
    ),
    surnameFirst: true,
  },
  {
    given: list('伟=Wei 秀英=Xiuying 敏=Min 静=Jing 磊=Lei 娜=Na 建国=Jianguo 芳=Fang'),
    surnames: list('王=Wang 李=Li 张=Zhang 刘=Liu 陈=Chen 赵=Zhao 欧阳=Ouyang 周=Zhou'),
    surnameFirst: true,
  },
  {
    given: list(
      'Γιώργος=Giorgos Ελένη=Eleni Дмитрий=Dmitri Ольга=Olga Сергій=Serhii Оксана=Oksana Νίκος=Nikos',
    ),
    surnames: list(
      'Παπαδάκη=Papadaki Иваненко=Ivanenko Шевченко=Shevchenko Коваль=Koval Σταύρου=Stavrou Мельник=Melnyk',
    ),
  },
  {
    given: list('Priya Arjun Anjali Rahul Fatima Omar Yusuf Amina Layla Karim Chidi Ngozi'),
    surnames: list(
      "Sharma Patel Iyer Al-Farsi N'Diaye Haddad Okafor Adébáyò Rahman Krishnan El_Amrani Mensah",
    ),
  },
  {
    given: list('Ayşe Işıl Çağrı Gülşen Ömer Jiří Božena Ľubomír Zsófia Győző Ștefan Mădălina'),
    surnames: list('Yılmaz Öztürk Çelik Şahin Dvořák Novák Nagy Szabó Ionescu Țepeș Horváth Kučera'),
  },
  {
    given: list('João Antônia Thiago Letícia Gonçalo Conceição Mário Beatriz Luís Graça Caetano Íris'),
    surnames: list(
      'da_Silva Araújo Gonçalves dos_Santos Magalhães Conceição Simões Leitão Falcão Brandão Estêvão',
    ),
  },
];

/** Job titles by organizational unit; `*` for any other. */
export const titles: Record<string, readonly string[]> = {
  'Head Office': ['Managing Director', 'Executive Assistant', 'Office Manager', 'Receptionist', 'HR Partner'],
  Sales: ['Account Manager', 'Sales Engineer', 'Regional Sales Lead', 'Inside Sales', 'Bid Manager'],
  Engineering: ['Software Engineer', 'Senior Engineer', 'Test Engineer', 'Systems Architect', 'Team Lead'],
  Support: ['Support Agent', 'Support Engineer', 'Service Desk Lead', 'Field Technician', 'Trainer'],
  'Finance & Legal': ['Accountant', 'Controller', 'Legal Counsel', 'Payroll Clerk', 'Buyer'],
  'Research, Development': ['Research Scientist', 'Lab Technician', 'Product Owner', 'Patent Engineer'],
  '*': ['Clerk', 'Specialist', 'Manager', 'Assistant', 'Consultant'],
};
